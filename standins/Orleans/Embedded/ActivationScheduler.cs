namespace Orleans.Embedded;

/// <summary>Runs the turns of one activation, one after another, on the thread pool.</summary>
internal sealed class ActivationScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem
{
    private const long QuantumMilliseconds = 100;

    private static readonly object PumpTurn = new();
    private static readonly Action<object?> Pump = state => ((Activation)state!).Pump();

    private readonly Queue<object> _turns = new();
    private bool _active;

    /// <summary>Adds a turn in which the activation looks what to do next.</summary>
    public void QueuePump() => Enqueue(PumpTurn);

    /// <summary>Runs turns until there are none left, or for a quantum, so that one activation cannot keep a thread.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var until = Environment.TickCount64 + QuantumMilliseconds;
        RuntimeContext.Current = activation;
        try
        {
            do
            {
                object? turn;
                lock (_turns)
                {
                    if (!_turns.TryDequeue(out turn))
                    {
                        _active = false;
                        return;
                    }
                }

                // The pump's task is made here and not by who wanted it, so that no caller's execution context flows into the grain.
                if (turn is Task task)
                    TryExecuteTask(task);
                else
                    new Task(Pump, activation, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
            }
            while (Environment.TickCount64 < until);
        }
        finally
        {
            RuntimeContext.Current = null;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task) => Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, activation) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_turns)
            return _turns.OfType<Task>().ToArray();
    }

    private void Enqueue(object turn)
    {
        lock (_turns)
        {
            _turns.Enqueue(turn);
            if (_active)
                return;
            _active = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }
}
