package io.nova.frontend.s3;

import io.nova.model.ProjectId;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Grant;
import io.nova.model.objectstore.Grantee;

/** Access lists as documents. */
final class AclXml {

    private AclXml() {}

    /**
     * Writes a list.
     *
     * @param acl as grants
     */
    static Xml document(ProjectId owner, Acl acl) {
        return Xml.document(
                "AccessControlPolicy",
                xml -> {
                    owner(xml, "Owner", owner);
                    xml.element(
                            "AccessControlList",
                            list -> acl.grants().forEach(grant -> grant(list, grant)));
                });
    }

    static void owner(Xml xml, String name, ProjectId owner) {
        xml.element(name, element -> element.text("ID", owner).text("DisplayName", owner));
    }

    private static void grant(Xml xml, Grant grant) {
        xml.element(
                "Grant",
                element -> {
                    grantee(element, grant.grantee());
                    element.text("Permission", grant.permission());
                });
    }

    private static void grantee(Xml xml, Grantee grantee) {
        if (grantee instanceof Grantee.Group group) {
            xml.typed("Grantee", "Group", to -> to.text("URI", group.uri()));
            return;
        }
        String id = grantee.word();
        xml.typed("Grantee", "CanonicalUser", to -> to.text("ID", id).text("DisplayName", id));
    }
}
