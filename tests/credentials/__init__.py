"""The credential library, module by module, and the attacks it must stand."""
