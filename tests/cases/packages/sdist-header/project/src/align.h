long align_score(const char *left, const char *right);
