# Directives for what this engine does not have are accepted, some with a warning.
@load-sigs ./signatures ### "warning: signatures are not supported; the file is not read"
@load-plugin Some::Plugin ### "warning: plugins are not supported"
@prefixes += nobody
@pragma push ignore-deprecations
print "runs";
# expect: runs
