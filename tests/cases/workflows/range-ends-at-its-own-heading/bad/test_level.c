#include <stdio.h>

#include "level.h"

int main(void)
{
    if (level(150) != 30 || level(100) != 0) {
        fputs("level() is wrong\n", stderr);
        return 1;
    }
    return 0;
}
