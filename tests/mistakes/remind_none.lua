-- says: 2: remind_me: give one of 'after' (a duration) and 'at' (a time such as "15:00")
remind_me { text = "x" }
