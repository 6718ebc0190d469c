package io.nova.frontend.ec2.action;

import io.nova.api.compute.KeyPairService;
import io.nova.api.compute.NewKeyPair;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes a key pair, and tells its private half this once. */
@Component(service = Ec2Action.class)
public final class CreateKeyPairAction implements Ec2Action {

    private static final TagSpecifications TAGS = TagSpecifications.on("key-pair");
    private static final Value<String> KEY_NAME = Value.text("KeyName");
    private static final Value<String> KEY_TYPE = Value.of("KeyType", Type.oneOf("ed25519", "rsa"));

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateKeyPair", ResourceType.KEY_PAIR)
                    .needs(KEY_NAME)
                    .takes(KEY_TYPE)
                    .tags(TAGS)
                    .only("KeyFormat", "pem")
                    .build();

    private final KeyPairService keyPairs;

    @Activate
    public CreateKeyPairAction(@Reference KeyPairService keyPairs) {
        this.keyPairs = keyPairs;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        NewKeyPair made =
                keyPairs.create(
                        context,
                        call.get(KEY_NAME),
                        call.find(KEY_TYPE).orElse("rsa"),
                        TAGS.of(call));
        return xml ->
                KeyPairXml.write(xml, made.keyPair())
                        .text("keyMaterial", made.privateKey().revealText())
                        .tags(made.keyPair().tags());
    }
}
