namespace Orleans.Embedded.Filters;

internal sealed class IncomingFilterFromDelegate(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) => filter(context);
}
