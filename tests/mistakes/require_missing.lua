-- says: 2: require: this practice has no file 'nothing.lua'
require "nothing"
