package io.nova.model;

/** The roles of 2010, with the two ranks that projects had. */
public enum Role {
    /** May do everything, in every project. */
    CLOUDADMIN,
    /** Security staff: sees everything, stops instances. */
    ITSEC,
    /** May manage instances, images, key pairs and volumes of the project. */
    SYSADMIN,
    /** May manage addresses, groups and networks of the project. */
    NETADMIN,
    /** May use what the project has. */
    DEVELOPER,
    /** The project's manager: every permission inside the project. */
    PROJECTMANAGER,
    /** A service of the cloud itself, not a person: reads the images that it is let read. */
    SERVICE
}
