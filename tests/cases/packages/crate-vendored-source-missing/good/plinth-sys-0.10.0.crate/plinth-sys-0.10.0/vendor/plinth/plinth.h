#ifndef PLINTH_H
#define PLINTH_H

unsigned plinth_height(unsigned steps);

#endif
