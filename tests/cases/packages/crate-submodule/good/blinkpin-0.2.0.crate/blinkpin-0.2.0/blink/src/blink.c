#include "blink.h"

int blink_level(int pin, int tick) { return (pin + tick) & 1; }
