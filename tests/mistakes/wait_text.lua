-- says: 2: wait: the duration must be a duration such as 30, "4s" or "8m", not "soon"
wait "soon"
