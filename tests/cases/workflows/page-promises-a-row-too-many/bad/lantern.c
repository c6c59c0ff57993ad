#include <stdio.h>
#include <string.h>

#ifndef VERSION
#define VERSION "0"
#endif

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        printf("lantern %s\n", VERSION);
        return 0;
    }
    for (int i = 1; i < argc; i++)
        puts(argv[i]);
    printf("%d words\n", argc - 1);
    return 0;
}
