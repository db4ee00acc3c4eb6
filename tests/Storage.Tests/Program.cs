using Storage.Tests.Journal;

// Only for tests that need a process of their own; the test runner does not come this way.
return await ChildProcess.Run(args);
