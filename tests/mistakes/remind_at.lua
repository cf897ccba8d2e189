-- says: 2: remind_me: 'at' must be a time such as "15:00"
remind_me { at = "8 am", text = "x" }
