#ifndef BLINK_H
#define BLINK_H

int blink_level(int pin, int tick);

#endif
