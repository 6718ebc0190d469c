package io.nova.frontend.ec2.action.tag;

import io.nova.api.tag.TagService;
import io.nova.api.tag.TagService.Tag;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the tags of the project's resources. */
@Component(service = Ec2Action.class)
public final class DescribeTagsAction implements Ec2Action {

    private static final Filters<Tag> FILTERS =
            new Filters.Builder<Tag>()
                    .on("key", Tag::key)
                    .on("resource-id", Tag::resource)
                    .on("resource-type", Tag::kind)
                    .on("value", Tag::value)
                    .onTags(tag -> Map.of(tag.key(), tag.value()))
                    .build();

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeTags", ResourceType.TAG).describes(FILTERS).build();

    private final TagService tags;

    @Activate
    public DescribeTagsAction(@Reference TagService tags) {
        this.tags = tags;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        Paging paging = Paging.of(call, false);
        Predicate<Tag> matching = FILTERS.of(call);
        // Without wildcards the resources are known, and nothing else is looked at.
        Set<String> kinds = Filters.exact(call, "resource-type");
        Set<String> ids = Filters.exact(call, "resource-id");
        Page<Tag> page =
                paging.read(
                        (after, limit) ->
                                tags.describe(context, kinds, ids, matching, after, limit));
        return xml ->
                xml.items(
                                "tagSet",
                                page.items(),
                                tag ->
                                        xml.text("resourceId", tag.resource())
                                                .text("resourceType", tag.kind())
                                                .text("key", tag.key())
                                                .text("value", tag.value()))
                        .text("nextToken", page.next().map(paging::token));
    }
}
