module GullWing
  VERSION = "1.1.0"
end
