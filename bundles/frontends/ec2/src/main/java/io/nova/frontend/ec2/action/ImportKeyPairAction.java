package io.nova.frontend.ec2.action;

import io.nova.api.compute.KeyPairService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.KeyPair;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes in a public key that the owner made. */
@Component(service = Ec2Action.class)
public final class ImportKeyPairAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("ImportKeyPair", ResourceType.KEY_PAIR)
                    .needs("KeyName", "PublicKeyMaterial")
                    .tags()
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
    public XmlBody perform(RequestContext context, Query query) {
        KeyPair pair =
                keyPairs.importKey(
                        context,
                        query.required("KeyName"),
                        query.decoded("PublicKeyMaterial")
                                .orElseThrow(
                                        () ->
                                                InvalidParameterException.missing(
                                                        "PublicKeyMaterial")),
                        query.tagsFor("key-pair"));
        return xml -> KeyPairXml.write(xml, pair).tags(pair.tags());
    }
}
