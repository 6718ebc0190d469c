package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.compute.KeyPair;

/** How EC2 writes a key pair. */
final class KeyPairXml {

    private KeyPairXml() {}

    static XmlWriter write(XmlWriter xml, KeyPair pair) {
        return xml.text("keyName", pair.name())
                .text("keyFingerprint", pair.fingerprint())
                .text("keyPairId", pair.id());
    }
}
