#include "plinth.h"

unsigned plinth_height(unsigned steps)
{
    return steps * (steps + 1) / 2;
}
