##! Fragments of datagrams wait for the rest 5 minutes: they take memory.

redef frag_timeout = 5 min;
