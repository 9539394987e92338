"""Results of pupils from another platform, told per item and goal of the curriculum; never per pupil (BEW-02).

Not here: reading a sheet's bytes (`lms.sheets`), and the work that a record goes with (`courses.practice`).
"""
