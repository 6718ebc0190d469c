package io.nova.frontend.ec2.action;

import io.nova.api.compute.KeyPairService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InvalidParameterException;
import io.nova.model.KeyPairId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Removes a key pair; one that is not there is a success. */
@Component(service = Ec2Action.class)
public final class DeleteKeyPairAction implements Ec2Action {

    private static final Value<String> KEY_NAME = Value.text("KeyName");
    private static final Value<KeyPairId> KEY_PAIR_ID = Value.of("KeyPairId", KeyPairId::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("DeleteKeyPair", ResourceType.KEY_PAIR)
                    .takes(KEY_NAME, KEY_PAIR_ID)
                    .build();

    private final KeyPairService keyPairs;

    @Activate
    public DeleteKeyPairAction(@Reference KeyPairService keyPairs) {
        this.keyPairs = keyPairs;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        Optional<KeyPairId> id = call.find(KEY_PAIR_ID);
        if (id.isPresent() && call.has(KEY_NAME)) {
            throw new InvalidParameterException(
                    InvalidParameterException.Problem.BAD_COMBINATION,
                    "KeyPairId",
                    "Give KeyName or KeyPairId, not both");
        } else if (id.isPresent()) {
            keyPairs.delete(context, id.get());
        } else {
            keyPairs.delete(context, call.get(KEY_NAME));
        }
        return XmlBody.DONE;
    }
}
