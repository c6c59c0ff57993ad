#include "level.h"

int level(int gauge)
{
    return gauge > 120 ? gauge - 120 : 0;
}
