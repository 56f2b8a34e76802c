"""The manuals in docs/, each as text from what the code itself declares."""
