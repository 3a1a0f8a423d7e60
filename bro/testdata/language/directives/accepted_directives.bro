# Directives for what this engine does not have are accepted, some with a warning.
@load-sigs ./signatures
@load-plugin Some::Plugin ### "warning: plugins are not supported"
@prefixes += local ### "warning: @prefixes is not supported"
@pragma push ignore-deprecations
print "runs";
# expect: runs
