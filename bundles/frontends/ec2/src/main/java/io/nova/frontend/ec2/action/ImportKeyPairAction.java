package io.nova.frontend.ec2.action;

import io.nova.api.compute.KeyPairService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.KeyPair;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes in a public key that the owner made. */
@Component(service = Ec2Action.class)
public final class ImportKeyPairAction implements Ec2Action {

    private static final TagSpecifications TAGS = TagSpecifications.on("key-pair");
    private static final Value<String> KEY_NAME = Value.text("KeyName");
    private static final Value<String> PUBLIC_KEY_MATERIAL =
            Value.of("PublicKeyMaterial", Type.BASE64);

    private static final ActionSpec SPEC =
            ActionSpec.changes("ImportKeyPair", ResourceType.KEY_PAIR)
                    .needs(KEY_NAME, PUBLIC_KEY_MATERIAL)
                    .tags(TAGS)
                    .build();

    private final KeyPairService keyPairs;

    @Activate
    public ImportKeyPairAction(@Reference KeyPairService keyPairs) {
        this.keyPairs = keyPairs;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        KeyPair pair =
                keyPairs.importKey(
                        context, call.get(KEY_NAME), call.get(PUBLIC_KEY_MATERIAL), TAGS.of(call));
        return xml -> KeyPairXml.write(xml, pair).tags(pair.tags());
    }
}
