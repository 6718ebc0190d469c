package io.nova.frontend.ec2.action;

import io.nova.api.compute.KeyPairService;
import io.nova.api.compute.NewKeyPair;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes a key pair, and tells its private half this once. */
@Component(service = Ec2Action.class)
public final class CreateKeyPairAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateKeyPair", ResourceType.KEY_PAIR)
                    .needs("KeyName")
                    .takes("KeyType")
                    .tags()
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
    public XmlBody perform(RequestContext context, Query query) {
        NewKeyPair made =
                keyPairs.create(
                        context,
                        query.required("KeyName"),
                        query.text("KeyType").orElse("rsa"),
                        query.tagsFor("key-pair"));
        return xml ->
                KeyPairXml.write(xml, made.keyPair())
                        .text("keyMaterial", made.privateKey().revealText())
                        .tags(made.keyPair().tags());
    }
}
