// These tests wait for sockets and seconds, not for processors: more of them fit beside each other than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
