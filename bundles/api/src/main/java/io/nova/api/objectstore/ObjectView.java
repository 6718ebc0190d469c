package io.nova.api.objectstore;

/** What of an object is asked for: each is an action of its own to those who may be refused. */
public enum ObjectView {
    /** The bytes and what is known of them. */
    CONTENT("s3:GetObject", "s3:GetObjectVersion"),
    ACL("s3:GetObjectAcl", "s3:GetObjectVersionAcl"),
    TAGS("s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
    ATTRIBUTES("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes");

    private final String latest;
    private final String ofVersion;

    ObjectView(String latest, String ofVersion) {
        this.latest = latest;
        this.ofVersion = ofVersion;
    }

    /** Returns what policies call it, for the latest version or for one that is named. */
    public String action(boolean named) {
        return named ? ofVersion : latest;
    }
}
