#ifndef LEVEL_H
#define LEVEL_H

/* The water above the bar in centimetres. */
int level(int gauge);

#endif
