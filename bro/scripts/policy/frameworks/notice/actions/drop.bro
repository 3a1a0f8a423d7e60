##! The action ACTION_DROP, which the framework itself has.

@load base/frameworks/notice
