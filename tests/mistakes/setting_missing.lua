-- says: 2: setting: this practice has no settings; they stand in a plugin.ini, under [settings]
setting "minutes"
