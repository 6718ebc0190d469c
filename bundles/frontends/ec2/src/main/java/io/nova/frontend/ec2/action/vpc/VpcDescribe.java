package io.nova.frontend.ec2.action.vpc;

import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.Id;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.network.NetworkResource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A describe of one kind of what belongs to VPCs.
 *
 * @param ids the parameter that names some of them
 * @param set the element that holds them
 */
record VpcDescribe<T extends NetworkResource>(
        Class<T> type,
        String ids,
        Function<String, Id> parser,
        Filters<T> filters,
        String set,
        BiConsumer<XmlWriter, T> item) {

    XmlBody perform(VpcService vpcs, RequestContext context, Query query) {
        List<Id> asked = query.list(ids, parser);
        Paging paging = Paging.of(query, !asked.isEmpty());
        Predicate<T> matching = filters.of(query);
        Page<T> page =
                paging.read(
                        (after, limit) -> vpcs.describe(context, type, asked, after, limit),
                        matching);
        return xml ->
                xml.items(set, page.items(), one -> item.accept(xml, one))
                        .text("nextToken", page.next().map(paging::token));
    }
}
