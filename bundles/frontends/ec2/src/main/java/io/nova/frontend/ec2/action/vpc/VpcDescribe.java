package io.nova.frontend.ec2.action.vpc;

import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.Id;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.network.NetworkResource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A describe of one kind of what belongs to VPCs.
 *
 * @param ids the parameter that names some of them
 * @param filters the table of those that it takes
 * @param set the element that holds them
 */
record VpcDescribe<T extends NetworkResource>(
        Class<T> type,
        Values<? extends Id> ids,
        Filters<T> filters,
        String set,
        BiConsumer<XmlWriter, T> item) {

    XmlBody perform(VpcService vpcs, RequestContext context, Arguments call) {
        List<Id> asked = List.copyOf(call.list(ids));
        Paging paging = Paging.of(call, !asked.isEmpty());
        Predicate<T> matching = filters.of(call);
        Page<T> page =
                paging.read(
                        (after, limit) -> vpcs.describe(context, type, asked, after, limit),
                        matching);
        return xml ->
                xml.items(set, page.items(), one -> item.accept(xml, one))
                        .text("nextToken", page.next().map(paging::token));
    }
}
