#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "level.h"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--version") == 0)
        puts("sandbar " VERSION);
    else
        printf("%d\n", level(argc > 1 ? atoi(argv[1]) : 0));
    return 0;
}
