"""What participants and trainers ask and tell each other, in their group and also after the course.

Not here: questions ahead of a session (`courses.delivery`), and quizzes (`courses.practice`).
"""
