"""From tree-sitter's nodes to the lowered tree.

Every function here may rely on a node without errors: `recover` sees to that.
"""
