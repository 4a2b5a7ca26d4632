"""Proof (证明): a checked program as formulas, and the solver that decides claims about them.

`encoding` makes the formulas, `asking` asks the solver and turns what it finds into a fact file that the interpreter runs again. Only this
package and those above it import z3, which is the extra `evaldsl[prove]`; nothing here is imported before a proof is asked for.
"""
