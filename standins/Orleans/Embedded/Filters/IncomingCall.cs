using System.Reflection;
using Orleans.Embedded.Calls;

namespace Orleans.Embedded.Filters;

/// <summary>The silo's filters, then the grain's own.</summary>
internal sealed class IncomingCall(Request request, IGrainContext target, IIncomingGrainCallFilter[] filters, Func<Task<object?>> call)
    : FilteredCall(request.InterfaceMethod, call), IIncomingGrainCallContext
{
    private readonly IIncomingGrainCallFilter[] _filters = target.GrainInstance is IIncomingGrainCallFilter own ? [.. filters, own] : filters;

    public override object Grain => target.GrainInstance!;

    public override GrainId? SourceId => request.Source;

    public override GrainId TargetId => target.GrainId;

    public IGrainContext TargetContext => target;

    public MethodInfo ImplementationMethod
    {
        get
        {
            if (!InterfaceMethod.DeclaringType!.IsInstanceOfType(Grain))
                return InterfaceMethod;
            var map = Grain.GetType().GetInterfaceMap(InterfaceMethod.DeclaringType);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
        }
    }

    protected override int Stages => _filters.Length;

    protected override Task Pass(int stage) => _filters[stage].Invoke(this);

    protected override string NameOf(int stage) => _filters[stage].GetType().Name;
}
