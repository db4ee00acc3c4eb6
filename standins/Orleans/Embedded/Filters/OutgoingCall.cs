using Orleans.Embedded.Calls;

namespace Orleans.Embedded.Filters;

/// <summary>The silo's filters around a call that leaves.</summary>
internal sealed class OutgoingCall(GrainProxy proxy, GrainMethod method, IOutgoingGrainCallFilter[] filters, Func<Task<object?>> call)
    : FilteredCall(method.Method, call), IOutgoingGrainCallContext
{
    public override object Grain => proxy;

    public override GrainId? SourceId => SourceContext?.GrainId;

    public override GrainId TargetId => proxy.Target;

    public IGrainContext? SourceContext { get; } = RuntimeContext.Current;

    protected override int Stages => filters.Length;

    protected override Task Pass(int stage) => filters[stage].Invoke(this);

    protected override string NameOf(int stage) => filters[stage].GetType().Name;
}
