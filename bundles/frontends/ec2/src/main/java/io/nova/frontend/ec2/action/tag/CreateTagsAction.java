package io.nova.frontend.ec2.action.tag;

import io.nova.api.tag.TagService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sets tags on resources. */
@Component(service = Ec2Action.class)
public final class CreateTagsAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateTags", ResourceType.TAG)
                    .needs("ResourceId.N", "Tag.N.Key")
                    .takes("Tag.N.Value")
                    .build();

    private final TagService tags;

    @Activate
    public CreateTagsAction(@Reference TagService tags) {
        this.tags = tags;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        tags.create(context, query.list("ResourceId"), query.tags());
        return XmlBody.DONE;
    }
}
