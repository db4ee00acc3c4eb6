namespace Orleans.Embedded.Timers;

/// <summary>What filters see as the interface of a timer's tick.</summary>
internal interface IGrainTimerInvoker : IAddressable
{
    Task InvokeCallbackAsync();
}
