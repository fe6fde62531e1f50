/* A shared object that is no plug-in. */
int synspect_has_nothing_to_do_with_this(void);
int synspect_has_nothing_to_do_with_this(void) { return 0; }
