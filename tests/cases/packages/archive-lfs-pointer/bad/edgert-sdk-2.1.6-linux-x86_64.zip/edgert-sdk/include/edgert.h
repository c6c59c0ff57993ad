int libedgert_version(void);
