// Each scenario runs an orchestrator and three controllers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
