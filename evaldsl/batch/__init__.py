"""Many fact files in one run: forms read one at a time, scored by one program, summed up and ranked.

A batch flows through these modules: `forms` (files, folders, lists and JSON lines → forms), `entries` (form → what is kept of its
result), `workers` (the same in several processes, in order), `tally` (entries → summary), and the views. Guarantees: one form at a time in
memory and of each scored one only an entry; a form that cannot be read or scored is one refused entry and stops no other.
"""
