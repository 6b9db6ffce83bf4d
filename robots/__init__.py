"""The house. A room imports only from floors below its own; import-linter holds it.

12  tasks/                what can be started: one thin *_task.py a task
11  attending             a worker that stays: the night at its time, requests, alerts
10  retention             what the worker itself keeps, and that it is gone after its time
 9  reports, requests,    the run report; cases asked for from a folder or a work item;
    shadow                a run beside the manual work, compared with it
 8  determination         the way of one case, as a durable workflow
 7  county                one county's settings and vault; puts the rooms together
 6  workbook, casefolder, worklist, letters, neighbours; traffic: who may ask which
                          authority when
 5  summary               the answers of the sources become one summary
 4  population_register, incomes_register, tax_administration, kela, carer_payments
 3  documents, transport
 2  access, feelaw, journal   permits and the access log; the Client Fees Act; what happened,
                          for machines
 1  casework              the words that everything speaks
"""

import gc

#: New objects before the collector of cyclic garbage looks at them, and how much rarer it looks at
#: older ones. By Python's own numbers it took a third of a program's start, and a fifth of what a
#: worker uses: most of what is made here is either there to stay or gone at once.
gc.set_threshold(10_000, 20, 20)
