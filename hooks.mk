# For the Makefile of a repository that has gotasks as a submodule, here in tools/gotasks:
#
#     include tools/gotasks/hooks.mk
#
# gives it the targets install-hooks, uninstall-hooks and check-hooks.
GOTASKS_FOLDER := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

.PHONY: install-hooks uninstall-hooks check-hooks
install-hooks uninstall-hooks check-hooks:
	@$(MAKE) --no-print-directory -C $(GOTASKS_FOLDER) $@
