package io.nova.frontend.ec2.action.tag;

import io.nova.api.tag.TagService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Tags;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sets tags on resources. */
@Component(service = Ec2Action.class)
public final class CreateTagsAction implements Ec2Action {

    private static final Values<String> RESOURCE_IDS = Values.text("ResourceId");

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateTags", ResourceType.TAG)
                    .needs(RESOURCE_IDS, Tags.PARAMETER)
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
    public XmlBody perform(RequestContext context, Arguments call) {
        tags.create(context, call.list(RESOURCE_IDS), Tags.of(call));
        return XmlBody.DONE;
    }
}
