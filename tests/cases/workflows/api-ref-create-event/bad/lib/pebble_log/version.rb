module PebbleLog
  VERSION = "0.9.0"
end
